import "./search/worker.js";
