import { Link, useLocation, useSearchParams } from "wouter-preact";
import { useTyped } from "../../state/use-typed.ts";
import { Icon } from "../../ui/icon.tsx";
import { MAX_SEARCH, readList, SORTS, type Sort, TABS, withList } from "./list-state.ts";

const NAMES = { open: "Open", resolved: "Resolved", ignored: "Ignored", all: "All" } as const;

/** Which issues, in which order, and a text to find. */
export function Toolbar({ help }: { help: () => void }) {
  const [parameters, setParameters] = useSearchParams();
  const { sort } = readList(parameters);
  return (
    <div class="toolbar">
      <Tabs />
      <Search />
      <label class="sort">
        <span class="off-screen">Sort by</span>
        <select
          value={sort}
          onChange={({ currentTarget }) =>
            setParameters(withList(parameters, { sort: currentTarget.value as Sort }))
          }
        >
          {Object.entries(SORTS).map(([name, words]) => (
            <option key={name} value={name}>
              {words}
            </option>
          ))}
        </select>
      </label>
      <button type="button" class="keys-button" onClick={help}>
        Keys <kbd>?</kbd>
      </button>
    </div>
  );
}

function Tabs() {
  const [path] = useLocation();
  const [parameters] = useSearchParams();
  const { tab } = readList(parameters);
  return (
    <nav class="tabs" aria-label="Status">
      {TABS.map((one) => {
        const query = withList(parameters, { tab: one }).toString();
        return (
          <Link
            key={one}
            href={query === "" ? path : `${path}?${query}`}
            aria-current={one === tab ? "true" : undefined}
          >
            {NAMES[one]}
          </Link>
        );
      })}
    </nav>
  );
}

/** Finds while one types. The address says what was typed; going back in it changes the box. */
function Search() {
  const [parameters, setParameters] = useSearchParams();
  const { search } = readList(parameters);
  const [typed, setTyped] = useTyped(search, (text) =>
    setParameters((now) => withList(now, { search: text }), { replace: true }),
  );
  return (
    <search class="search">
      <Icon name="search" />
      <input
        id="issue-search"
        type="search"
        placeholder="Host, page, directive or code"
        aria-label="Search issues by host, page, directive or code"
        maxLength={MAX_SEARCH}
        value={typed}
        onInput={({ currentTarget }) => setTyped(currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") event.currentTarget.blur();
        }}
      />
    </search>
  );
}
