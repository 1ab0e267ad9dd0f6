import { Component, type ComponentChildren } from "preact";
import { PageGone } from "./late-page.ts";
import { Page } from "./page.tsx";
import { Failure } from "./states.tsx";

/** Shows a page that fails as such, with a way on, in place of nothing. */
export class Boundary extends Component<{ children: ComponentChildren }, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static override getDerivedStateFromError(error: unknown) {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  render() {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return (
      <Page title="This page failed">
        <Failure error={error} />
        <p>
          {error instanceof PageGone
            ? "Either Tattle does not answer, or a new version of it was started meanwhile: then loading the page again is all it needs."
            : "This is a mistake of Tattle's own. Load the page again; where that does not help, please report it with the text above."}
        </p>
        <p>
          <button type="button" class="primary" onClick={() => location.reload()}>
            Load the page again
          </button>
        </p>
      </Page>
    );
  }
}
