import { startPage } from "./pages/common.jsx";
import { startPlaylists } from "./pages/playlists.jsx";

startPage();
startPlaylists();
