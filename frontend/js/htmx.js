// htmx, reachable by name for the few modules that hand it new markup.
import htmx from "htmx.org";

window.htmx = htmx;
