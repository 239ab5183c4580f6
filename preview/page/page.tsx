/** Starts the page. */
import { createRoot } from "react-dom/client";
import { App } from "./app";
import { connect } from "./connection";
import "./page.css";

// The secret of the address has been exchanged for a cookie: it stays neither in sight nor in the history.
history.replaceState(null, "", "/");
connect();
createRoot(document.getElementById("page") as HTMLElement).render(<App />);
