import { startCatalog } from "./pages/catalog.jsx";
import { startPage } from "./pages/common.jsx";

startPage();
startCatalog();
