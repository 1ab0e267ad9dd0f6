import { useState } from "preact/hooks";
import type { TokenView } from "../../../../../http/api/schema/token.ts";
import { api } from "../../../api/endpoints.ts";
import { createToken, revokeToken } from "../../../api/settings.ts";
import { useApi } from "../../../api/use-api.ts";
import { useChange } from "../../../api/use-change.ts";
import { useSession } from "../../../state/use-session.ts";
import { Card } from "../../../ui/card.tsx";
import { ChangeButton } from "../../../ui/change-button.tsx";
import { CopyBlock } from "../../../ui/copy.tsx";
import { Confirm, Dialog } from "../../../ui/dialog.tsx";
import { Field } from "../../../ui/field.tsx";
import { Empty, Loaded } from "../../../ui/states.tsx";
import { Ago } from "../../../ui/time.tsx";

/** Tokens that may read: for a colleague, a script, or a dashboard elsewhere. */
export function TokenSettings() {
  const query = useApi(["tokens"], (signal) => api.tokens({}, signal));
  const [making, setMaking] = useState(false);
  const { session } = useSession();
  const button = (
    <ChangeButton class="primary small" onClick={() => setMaking(true)}>
      New token
    </ChangeButton>
  );
  return (
    <>
      <Card title="Read-only tokens" aside={button}>
        <p class="quiet">
          Each opens every page and every GET of the API, and changes nothing. Tattle keeps only its
          hash.
        </p>
        <Loaded query={query}>{({ items }) => <List tokens={items} />}</Loaded>
      </Card>
      <Card title="This session">
        <p>
          You are logged in as <strong>{session?.name ?? "…"}</strong>
          {session?.role === "read" && ", who may only read"}.
        </p>
        <form method="post" action="/logout">
          <button type="submit">Log out</button>
        </form>
      </Card>
      {making && <NewToken close={() => setMaking(false)} />}
    </>
  );
}

function List({ tokens }: { tokens: readonly TokenView[] }) {
  const [ending, setEnding] = useState<TokenView | null>(null);
  const revoke = useChange({ ask: revokeToken, touches: ["tokens"], done: () => "It is revoked." });
  if (tokens.length === 0) return <Empty title="None so far." />;
  return (
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Made</th>
            <th scope="col">Used</th>
            <th scope="col">Ends</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {tokens.map((token) => (
            <tr key={token.id}>
              <th scope="row">
                {token.name} {token.expired && <span class="badge warn">ended</span>}
              </th>
              <td>
                <Ago at={token.createdAt} />
              </td>
              <td>
                <Ago at={token.lastUsedAt} />
              </td>
              <td>{token.expiresAt?.slice(0, 10) ?? "never"}</td>
              <td class="number">
                <ChangeButton class="small danger" onClick={() => setEnding(token)}>
                  Revoke
                </ChangeButton>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {ending && (
        <Confirm
          title={`Revoke ${ending.name}?`}
          action="Revoke"
          dangerous
          busy={revoke.isPending}
          close={() => setEnding(null)}
          confirm={() => revoke.mutate(ending.id, { onSuccess: () => setEnding(null) })}
        >
          <p>It opens nothing from now on, and its sessions end.</p>
        </Confirm>
      )}
    </div>
  );
}

function NewToken({ close }: { close: () => void }) {
  const [name, setName] = useState("");
  const [until, setUntil] = useState("");
  const make = useChange({ ask: () => createToken(name.trim(), until), touches: ["tokens"] });
  if (make.data !== undefined) {
    return (
      <Dialog title={`The token ${make.data.name}`} close={close}>
        <p>It is shown only now. Whoever has it may read everything.</p>
        <CopyBlock text={make.data.secret} label="The token" />
        <div class="dialog-foot">
          <button type="button" class="primary" onClick={close}>
            I have it
          </button>
        </div>
      </Dialog>
    );
  }
  return (
    <Confirm
      title="New read-only token"
      action="Make it"
      busy={make.isPending}
      close={close}
      confirm={() => make.mutate()}
    >
      <Field name="Name" value={name} change={setName} required placeholder="grafana" />
      <Field
        name="Ends"
        type="date"
        value={until}
        change={setUntil}
        hint="At the beginning of that day, UTC. Empty: never."
      />
    </Confirm>
  );
}
