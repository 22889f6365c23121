// What is typed while the server still looks for a product is not lost: it goes where the cursor will stand.

export class Typeahead {
  constructor() {
    this.keys = null;
    addEventListener("keydown", (event) => this.hold(event), true);
  }

  hold(event) {
    if (!this.keys || !event.isTrusted || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key.length !== 1 && event.key !== "Enter") return;
    this.keys.push(event.key);
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  /** Hold what is typed until the search has ended; without a result the letters are dropped, the list is there. */
  async during(search) {
    this.keys ??= [];
    const meant = await search;
    const keys = this.keys ?? [];
    this.keys = null;
    if (meant) this.replay(keys);
  }

  replay(keys) {
    while (keys.length) {
      const field = document.activeElement;
      const key = keys.shift();
      if (key === "Enter") {
        field.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
        if (this.keys) return this.keys.push(...keys); // the next product is being searched
      } else if (field.matches("input, textarea")) {
        field.setRangeText(key, field.selectionStart, field.selectionEnd, "end");
        field.dispatchEvent(new InputEvent("input", { bubbles: true, data: key, inputType: "insertText" }));
      }
    }
  }
}
