// Comforts on pages that already work as plain links and forms.

const words = document.body.dataset;

// One press, one answer: a second press while the first is under way would post twice.
function holdSubmit(form, button) {
  if (form.dataset.sent) return false;
  form.dataset.sent = "yes";
  // An answer that is a file leaves the page in place; the button must come back.
  setTimeout(releaseSubmits, 10_000);
  if (!button) return true;
  button.style.setProperty("min-width", `${button.offsetWidth}px`);
  button.dataset.label = button.textContent;
  button.textContent = button.dataset.busy || words.busy;
  button.setAttribute("aria-busy", "true");
  return true;
}

function releaseSubmits() {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  for (const button of document.querySelectorAll("button[aria-busy]")) {
    button.textContent = button.dataset.label;
    button.removeAttribute("aria-busy");
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (!holdSubmit(form, event.submitter)) event.preventDefault();
});

// The back button brings the page as it was left, with its button still held.
window.addEventListener("pageshow", releaseSubmits);

function offerToShow(input) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn sec s";
  button.textContent = words.show;
  button.setAttribute("aria-controls", input.id);
  button.addEventListener("click", () => {
    const shown = input.type === "password";
    input.type = shown ? "text" : "password";
    button.textContent = shown ? words.hide : words.show;
  });
  // A password shown while the form is sent would be remembered by the browser as plain text.
  input.form?.addEventListener("submit", () => { input.type = "password"; });
  const box = document.createElement("div");
  box.className = "secret";
  input.replaceWith(box);
  box.append(input, button);
}

document.querySelectorAll("input[type=password]").forEach(offerToShow);
document.querySelector(".errors")?.focus();

// An open account menu closes like any menu: by Escape or by a press elsewhere.
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.querySelector(".account[open], .menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll(".account[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
