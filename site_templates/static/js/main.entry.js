import { startPage } from "./pages/common.jsx";

startPage();
