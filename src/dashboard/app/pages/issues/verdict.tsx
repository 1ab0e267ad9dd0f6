import { useQuery } from "@tanstack/preact-query";
import { useEffect, useRef, useState } from "preact/hooks";
import { api } from "../../api/endpoints.ts";
import { serverNow } from "../../state/clock.ts";
import { VERDICTS } from "../../ui/verdicts.ts";
import { explainedSpan } from "../issue/issue-span.ts";
import { queueOf } from "./queue.ts";

/** How long an explanation counts as fresh, in milliseconds: it changes by the day. */
const FRESH = 300_000;
/** Explanations that are asked for at once: a list has more urgent questions. */
const AT_ONCE = 1;
/** Answers that take less are no work to speak of, in milliseconds. */
const EASY = 200;
/** The longest pause between two of them, in milliseconds. */
const LONGEST_PAUSE = 5_000;
/** Rows that come next are asked for as well. */
const NEAR = "600px";

const queue = queueOf(AT_ONCE, async (took) => {
  // A large store works hard for each: half of its time stays free for others.
  const pause = took < EASY ? 0 : Math.min(took, LONGEST_PAUSE);
  await new Promise((resolve) => setTimeout(resolve, pause));
});

/** What an issue is. Asked for when its row comes into view, since the server looks at many counts for it. */
export function Verdict({ id, lastSeen }: { id: string; lastSeen: string }) {
  const span = explainedSpan(lastSeen, serverNow());
  const place = useRef<HTMLSpanElement>(null);
  const seen = useSeen(place);
  const { data, isError } = useQuery({
    queryKey: ["explanation", id, span],
    queryFn: ({ signal }) => queue(() => api.explanation(id)(span, signal), signal),
    enabled: seen,
    staleTime: FRESH,
    refetchOnWindowFocus: false,
  });
  if (isError) return null;
  if (data === undefined) return <span ref={place} class="badge waiting" aria-hidden="true" />;
  const { name, means, tone } = VERDICTS[data.verdict];
  return (
    <span class={`badge ${tone}`} title={means}>
      {name.toLowerCase()}
    </span>
  );
}

/** Whether it has come into view. */
function useSeen(place: { current: Element | null }): boolean {
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    if (place.current === null) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) setSeen(true);
      },
      { rootMargin: NEAR },
    );
    observer.observe(place.current);
    return () => observer.disconnect();
  }, [place]);
  return seen;
}
