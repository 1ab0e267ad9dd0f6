import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Link, useLocation } from "wouter-preact";
import { api } from "../api/endpoints.ts";
import { REFRESH, useApi } from "../api/use-api.ts";
import { useOutage } from "../api/use-outage.ts";
import { useFilters } from "../state/use-filters.ts";
import { Icon, type IconName } from "../ui/icon.tsx";
import { ThemeButton } from "./theme-button.tsx";

interface Place {
  path: string;
  name: string;
  icon: IconName;
}

/** Pages that the filters of the address go along to. */
const READING: readonly Place[] = [
  { path: "/", name: "Overview", icon: "overview" },
  { path: "/issues", name: "Issues", icon: "issues" },
  { path: "/reports", name: "Reports", icon: "reports" },
  { path: "/live", name: "Live", icon: "live" },
  { path: "/versions", name: "Versions", icon: "versions" },
  { path: "/other", name: "Other reports", icon: "other" },
];

const RUNNING: readonly Place[] = [
  { path: "/sinks", name: "Sinks", icon: "sinks" },
  { path: "/setup", name: "Setup", icon: "setup" },
  { path: "/settings", name: "Settings", icon: "settings" },
];

/** Where one can go, at the side; on narrow screens at the top. */
export function Nav() {
  const { href } = useFilters();
  const links = useInSight();
  return (
    <nav class="nav" aria-label="Pages">
      <Link href={href("/")} class="brand">
        <img src="/assets/icon.svg" alt="" width="26" height="26" />
        Tattle
      </Link>
      <Health />
      <div class="nav-links" ref={links}>
        <ul>
          {READING.map((place) => (
            <NavItem key={place.path} {...place} to={href(place.path)} />
          ))}
        </ul>
        <ul>
          {RUNNING.map((place) => (
            <NavItem key={place.path} {...place} to={place.path} />
          ))}
        </ul>
        <div class="nav-foot">
          <a href="/api/docs">API</a>
          <ThemeButton />
          <form method="post" action="/logout">
            <button type="submit" class="plain">
              Log out
            </button>
          </form>
        </div>
      </div>
    </nav>
  );
}

/** Keeps the link of the page in sight where the links are a strip that is wider than the screen. */
function useInSight() {
  const strip = useRef<HTMLDivElement>(null);
  const [path] = useLocation();
  useEffect(() => {
    const here = strip.current?.querySelector<HTMLElement>("[aria-current=page]");
    if (here) strip.current?.scrollTo({ left: here.offsetLeft - here.offsetWidth });
  }, [path]);
  return strip;
}

function NavItem({ path, name, icon, to }: Place & { to: string }) {
  const [location] = useLocation();
  const here = path === "/" ? location === "/" : location.startsWith(path);
  return (
    <li>
      <Link href={to} aria-current={here ? "page" : undefined}>
        <Icon name={icon} />
        {name}
      </Link>
    </li>
  );
}

/** Whether reports are taken. */
function Health(): ComponentChildren {
  const { data, error } = useApi(["status"], (signal) => api.status({}, signal), {
    refresh: REFRESH,
  });
  const away = useOutage() !== null;
  if (away) return <p class="health bad">Tattle does not answer</p>;
  if (error) return <p class="health bad">State unknown</p>;
  if (!data) return <p class="health quiet">…</p>;
  if (data.journal.state === "ok") return <p class="health good">Taking reports</p>;
  return (
    <p class="health bad" title={data.journal.error ?? undefined}>
      Not taking reports
    </p>
  );
}
