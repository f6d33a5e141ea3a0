// Saves a part while it is filled in. The page works without this: each button saves as well.

const PAUSE = 600;

for (const form of document.querySelectorAll("form[data-survey]")) {
  const said = form.querySelector("[data-status]");
  let timer = 0;
  let saving = null;
  let changed = false;

  async function send() {
    changed = false;
    said.textContent = form.dataset.saving;
    try {
      const answer = await fetch(form.dataset.survey || location.href, {
        method: "POST", body: new FormData(form), headers: { Accept: "application/json" },
      });
      said.textContent = (await answer.json()).sentence;
      changed ||= answer.status >= 500;
    } catch {
      // No network, or a page instead of a receipt: what is chosen stays on the page and goes with its buttons.
      said.textContent = form.dataset.unsaved;
      changed = true;
    }
    saving = null;
  }

  function save() {
    if (saving || !changed) return;
    saving = send();
  }

  function wait() {
    changed = true;
    clearTimeout(timer);
    timer = setTimeout(() => (saving ?? Promise.resolve()).then(save), PAUSE);
  }

  form.addEventListener("change", wait);
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (!navigator.onLine) {
      // The browser would show its own error page in place of what is chosen.
      event.preventDefault();
      said.textContent = form.dataset.unsaved;
      changed = true;
      return;
    }
    if (!saving) return;
    // An older save must not arrive after the form.
    event.preventDefault();
    saving.then(() => form.requestSubmit(event.submitter));
  });
  addEventListener("online", save);
}
