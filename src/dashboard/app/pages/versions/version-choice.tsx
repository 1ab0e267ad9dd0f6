import { day, plural, readable } from "../../ui/format.ts";
import { readVersion, type SeenVersion, type Version, written } from "./seen.ts";

interface VersionChoiceProps {
  name: string;
  version: Version;
  versions: readonly SeenVersion[];
  /** Gets the version as an address has it. */
  choose: (text: string) => void;
}

/** A list of versions with when they were seen. One of the address is offered even if nobody saw it. */
export function VersionChoice({ name, version, versions, choose }: VersionChoiceProps) {
  const known = versions.some((each) => each.version === version);
  const unseen = { version, first: null, last: null, received: 0 };
  return (
    <label>
      <span class="quiet">{name}</span>
      <select
        value={`=${written(version)}`}
        onChange={({ currentTarget }) =>
          choose(written(readVersion(currentTarget.value.slice(1)) ?? null))
        }
      >
        {(known ? versions : [unseen, ...versions]).map((each) => (
          <option key={written(each.version)} value={`=${written(each.version)}`}>
            {wordsOf(each)}
          </option>
        ))}
      </select>
    </label>
  );
}

function wordsOf({ version, first, last, received }: SeenVersion): string {
  const name = version === null ? "Without a version" : readable(version);
  if (first === null || last === null) return `${name} · not seen of late`;
  const days = first === last ? day(first) : `${day(first)} – ${day(last)}`;
  return `${name} · ${days} · ${plural(received, "report")}`;
}
