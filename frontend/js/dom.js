// Small helpers.
export const one = (selector, root = document) => root.querySelector(selector);
export const all = (selector, root = document) => [...root.querySelectorAll(selector)];

/** Listen on the document for events from elements that match. */
export function on(type, selector, handle, capture = false) {
  document.addEventListener(
    type,
    (event) => {
      const target = event.target instanceof Element ? event.target.closest(selector) : null;
      if (target) handle(event, target);
    },
    capture,
  );
}

/** The server's words for what scripts say; nothing is written here in one language. */
export const word = (name) => one("#words")?.dataset[name] ?? "";

/** A copy of an icon the server rendered. */
export const iconOf = (name) => one(`#icon-${name}`).content.firstElementChild.cloneNode(true);

/** True while an input method composes; its keys are not ours. */
export const composing = (event) => event.isComposing || event.keyCode === 229;

/** True when typing belongs to the focused element. */
export function typing(target) {
  return target instanceof Element && !!target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
}

export function announce(text) {
  const live = one("#live");
  if (live && text) live.textContent = text;
}

export const csrf = () => one('meta[name="csrf-token"]')?.content ?? "";

/** True while a form holds input that nobody saved; the server keeps the page open for it when the session has ended. */
export const unsaved = () => !!one("form[data-guard][data-changed]");

export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== null) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

export function debounce(wait, run) {
  let timer = 0;
  const later = (...given) => {
    clearTimeout(timer);
    timer = setTimeout(() => run(...given), wait);
  };
  later.cancel = () => clearTimeout(timer);
  return later;
}
