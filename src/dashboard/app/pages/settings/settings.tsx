import { useSearchParams } from "wouter-preact";
import { READ_ONLY, useSession } from "../../state/use-session.ts";
import { Page } from "../../ui/page.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { AlertSettings } from "./alerts/alerts.tsx";
import { DataSettings } from "./data/data.tsx";
import { NoiseSettings } from "./noise/noise.tsx";
import { ProjectSettings } from "./projects/projects.tsx";
import { TokenSettings } from "./tokens/tokens.tsx";

const TABS = {
  projects: "Projects",
  noise: "Noise",
  alerts: "Alerts",
  tokens: "Access",
  data: "Data",
} as const;

type Tab = keyof typeof TABS;

const PARTS: Readonly<Record<Tab, () => preact.JSX.Element>> = {
  projects: ProjectSettings,
  noise: NoiseSettings,
  alerts: AlertSettings,
  tokens: TokenSettings,
  data: DataSettings,
};

/** What can be changed while Tattle runs. What the config file declares is shown, and changed there. */
export default function Settings() {
  const [search] = useSearchParams();
  const { session } = useSession();
  const asked = search.get("tab") ?? "";
  const tab: Tab = Object.hasOwn(TABS, asked) ? (asked as Tab) : "projects";
  const Part = PARTS[tab];
  return (
    <Page title="Settings">
      <Tabs path="/settings" tabs={TABS} open={tab} label="Settings" />
      {session?.role === "read" && <p class="quiet">{READ_ONLY}</p>}
      <Part />
    </Page>
  );
}
