// Attachments: files are dropped on the card or pasted as pictures; what was chosen is named before it is sent.
import { all, element, on, one, typing } from "./dom.js";

const forms = () => all("form[data-files]");
const main = (form) => one("input[type=file]", form);

function chosen(form) {
  return all("input[type=file]", form).flatMap((input) => [...input.files]);
}

/** Put more files beside those that were chosen. */
function add(form, files) {
  const input = main(form), all_of_them = new DataTransfer();
  for (const file of [...input.files, ...files]) all_of_them.items.add(file);
  input.files = all_of_them.files;
  tell(form);
}

function tell(form) {
  const list = one("[data-chosen]", form), files = chosen(form);
  list.hidden = !files.length;
  list.replaceChildren(...files.map((file) => element("li", {}, `${file.name} · ${Math.max(1, Math.round(file.size / 1024))} KB`)));
  if (files.length) one("input[name=description]", form).focus({ preventScroll: true });
}

on("change", "form[data-files] input[type=file]", (_event, input) => tell(input.form));

const carriesFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
for (const type of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(type, (event) => {
    if (!carriesFiles(event) || !forms().length) return;
    const form = event.target instanceof Element ? event.target.closest(".x-files")?.querySelector("form[data-files]") : null;
    event.preventDefault(); // a file dropped beside the card must not replace the page
    for (const each of forms()) each.toggleAttribute("data-over", each === form && type === "dragover");
    if (type === "drop" && form) add(form, event.dataTransfer.files);
  });
}

// A picture in the clipboard, pasted anywhere on the page: a stamp makes the names differ.
document.addEventListener("paste", (event) => {
  const form = forms()[0], files = [...(event.clipboardData?.files ?? [])];
  if (!form || !files.length || (typing(event.target) && event.clipboardData.getData("text/plain"))) return;
  event.preventDefault();
  const stamp = new Date().toISOString().slice(0, 19).replace(/\D/g, "");
  add(form, files.map((file, number) => {
    const suffix = file.name.split(".").pop();
    return file.name.startsWith("image.") ? new File([file], `${stamp}${number || ""}.${suffix}`, { type: file.type }) : file;
  }));
  form.scrollIntoView({ block: "center" });
});
