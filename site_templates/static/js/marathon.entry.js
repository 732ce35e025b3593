import { startPage } from "./pages/common.jsx";
import { startMarathon } from "./pages/marathon.jsx";

startPage();
startMarathon();
