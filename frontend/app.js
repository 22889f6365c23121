// Everything the pages need beyond plain HTML. Each module does one thing and works on what the server sent;
// a page without scripts loses speed and keys, never a function.
import "./js/htmx.js";
import "./js/requests.js";
import "./js/theme.js";
import "./js/menus.js";
import "./js/toasts.js";
import "./js/dialogs.js";
import "./js/keys.js";
import "./js/palette.js";
import "./js/lists.js";
import "./js/forms.js";
import "./js/pickers.js";
import "./js/grid/grid.js";
import "./js/refresh.js";
import "./js/reveal.js";
import "./js/session.js";
