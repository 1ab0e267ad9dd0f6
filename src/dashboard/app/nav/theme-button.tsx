import { useState } from "preact/hooks";
import { remember } from "../state/storage.ts";

type Theme = "light" | "dark";

/** Changes between light and dark; until somebody does, the system decides. */
export function ThemeButton() {
  const [theme, setTheme] = useState(current);
  const other: Theme = theme === "dark" ? "light" : "dark";
  const change = () => {
    document.documentElement.dataset.theme = other;
    remember("tattle-theme", other);
    setTheme(other);
    dispatchEvent(new Event("tattle-theme"));
  };
  return (
    <button type="button" class="plain" onClick={change}>
      {other === "dark" ? "Dark" : "Light"}
    </button>
  );
}

function current(): Theme {
  const { theme } = document.documentElement.dataset;
  if (theme === "light" || theme === "dark") return theme;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}
