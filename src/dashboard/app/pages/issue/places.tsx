import type { IssueDetailView } from "../../../../http/api/schema/issue.ts";
import { Card } from "../../ui/card.tsx";
import { CopyButton } from "../../ui/copy.tsx";
import { plural, readable } from "../../ui/format.ts";
import { Empty } from "../../ui/states.tsx";
import { Foreign } from "../../ui/text.tsx";
import { Ago } from "../../ui/time.tsx";
import { placeOf } from "./place.ts";
import { ShowAll } from "./show-all.tsx";

type Variant = IssueDetailView["variants"][number];

/** Where in the code it comes from, and what that code looks like. */
export function Places({ issue }: { issue: IssueDetailView }) {
  const told = issue.variants.filter((one) => placeOf(one) !== null || one.sample);
  return (
    <Card title="Places in the code" aside={<span class="quiet">over all time</span>}>
      {told.length === 0 ? (
        <Empty title="No report names one.">
          Put 'report-sample' into script-src and style-src, and Chromium and Firefox send the
          beginning of the code.
        </Empty>
      ) : (
        <ShowAll items={told} most={5}>
          {(shown) => (
            <ul class="places">
              {shown.map((one) => (
                <Place key={JSON.stringify([placeOf(one), one.sample])} variant={one} />
              ))}
            </ul>
          )}
        </ShowAll>
      )}
    </Card>
  );
}

function Place({ variant }: { variant: Variant }) {
  const { sample, received, lastSeen } = variant;
  const place = placeOf(variant);
  return (
    <li>
      <div class="place">
        <code>
          <Foreign text={place} whole none="no file named" />
        </code>
        {place !== null && <CopyButton text={readable(place)} />}
      </div>
      {sample !== null && sample !== "" && (
        <pre class="sample">
          <Foreign text={sample} whole />
        </pre>
      )}
      <small class="quiet">
        {plural(received, "report")}, last <Ago at={lastSeen} />
      </small>
    </li>
  );
}
