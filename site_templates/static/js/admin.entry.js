import { startAdmin } from "./pages/admin.jsx";
import { startPage } from "./pages/common.jsx";

startPage();
startAdmin();
