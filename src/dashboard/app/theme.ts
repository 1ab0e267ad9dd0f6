/**
 * Runs before anything is painted, so that a chosen theme never flashes in the other one. Classic:
 * no imports, no exports.
 */
{
  const chosen = localStorage.getItem("tattle-theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
}
