/**
 * Runs before anything is painted, so that a chosen theme never flashes in the other one. Classic:
 * no imports, no exports.
 */
try {
  const chosen = localStorage.getItem("tattle-theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
} catch {
  // This browser keeps nothing: the system decides.
}
