import type { ProjectView } from "../../../../../http/api/schema/project.ts";
import { CopyButton } from "../../../ui/copy.tsx";
import { zoned } from "../../../ui/format.ts";
import { Foreign } from "../../../ui/text.tsx";

/** The tokens of a project, the one to use first. */
export function ProjectTokens({ tokens }: { tokens: ProjectView["tokens"] }) {
  if (tokens.length === 0) return <p class="quiet">No token is needed.</p>;
  return (
    <ul class="tokens">
      {tokens.map(({ token, endsAt }, place) => (
        <li key={token}>
          <code>
            <Foreign text={token} whole />
          </code>{" "}
          <CopyButton text={token} />{" "}
          {endsAt !== null && <span class="quiet">until {zoned(Date.parse(endsAt))}</span>}
          {place === 0 && tokens.length > 1 && <span class="badge good">use this one</span>}
        </li>
      ))}
    </ul>
  );
}
