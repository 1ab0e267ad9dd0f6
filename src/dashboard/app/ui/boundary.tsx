import { Component, type ComponentChildren } from "preact";
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
        <Failure error={error} retry={() => location.reload()} />
        <p class="quiet">
          Where a new version of Tattle was started meanwhile, loading the page again is all it
          needs.
        </p>
      </Page>
    );
  }
}
