// Shows the time that is left. The server decides when it is over; this only counts down between two pages.

const clock = document.querySelector("[data-left]");
const face = clock.querySelector("[data-clock]");
const announcer = document.querySelector("[data-clock-warning]");
const end = performance.now() + Number(clock.dataset.left) * 1000;
const WARN_AT_MINUTES = [5, 1];
// Later than the server's own limit, so that the reload finds the time over.
const GRACE_SECONDS = 2;
let told = Infinity;

function tick() {
  const left = Math.ceil((end - performance.now()) / 1000);
  const shown = Math.max(0, left);
  face.textContent = `${Math.floor(shown / 60)}.${String(shown % 60).padStart(2, "0")}`;
  for (const minutes of WARN_AT_MINUTES) {
    if (left <= minutes * 60 && told > minutes && left > 0) {
      told = minutes;
      clock.classList.add("soon");
      announcer.textContent = clock.dataset.warning.replace("{n}", Math.ceil(left / 60));
    }
  }
  if (left <= -GRACE_SECONDS) {
    clearInterval(timer);
    location.reload();
  }
}

const timer = setInterval(tick, 1000);
tick();
