/** Starts the page. */
import { createRoot } from "react-dom/client";
import { App } from "./app";
import { connect } from "./connection";
import "./page.css";

connect();
createRoot(document.getElementById("page") as HTMLElement).render(<App />);
