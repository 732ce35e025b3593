import { startPage } from "./pages/common.jsx";
import { startQueue } from "./pages/queue.jsx";

startPage();
startQueue();
