import { api } from "../../api/endpoints.ts";
import { useApi } from "../../api/use-api.ts";
import { Card } from "../../ui/card.tsx";
import { Page } from "../../ui/page.tsx";
import { Loaded } from "../../ui/states.tsx";

/** Everything about one issue. */
export default function Issue({ id }: { id: string }) {
  const explanation = useApi(["explanation", id], (signal) => api.explanation(id)({}, signal));
  return (
    <Page title="Issue">
      <Loaded query={explanation}>
        {({ summary }) => (
          <Card title="What happened">
            <p>{summary}</p>
          </Card>
        )}
      </Loaded>
    </Page>
  );
}
