import {
  type Admission,
  type AdmissionSettings,
  changedRules,
  rulesInUse,
} from "../admission/index.ts";
import type { Journal } from "../journal/index.ts";
import type { DeliveryThread } from "../threads/index.ts";

/** Has what comes go by new settings, and what is stored follow where the noise rules are others. */
export function settingsKeeper(
  { noise }: AdmissionSettings,
  to: { admission: Admission; journal: Journal; delivery: DeliveryThread },
): (settings: AdmissionSettings) => void {
  let rules = rulesInUse(noise);
  return (settings) => {
    to.admission.reconfigure(settings);
    const next = rulesInUse(settings.noise);
    if (changedRules(rules, next).length === 0) return;
    rules = next;
    // What other rules have tagged is in the journal then, and the delivery sees where that ends.
    to.journal.probe();
    to.delivery.useNoise(rules);
  };
}
