import { startPage } from "./pages/common.jsx";
import { startStats } from "./pages/stats.jsx";

startPage();
startStats();
