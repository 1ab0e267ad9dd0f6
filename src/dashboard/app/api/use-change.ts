import { type UseMutationResult, useMutation, useQueryClient } from "@tanstack/preact-query";
import { tell } from "../ui/toasts.tsx";

interface Change<In, Out> {
  /** Asks the server to change something. */
  ask: (input: In) => Promise<Out>;
  /** Names of the questions whose answers are others now; see `useApi`. */
  touches: readonly string[];
  /** What to tell once it is done. Default: nothing. */
  done?: (result: Out, input: In) => string;
}

/**
 * Something that a person changes. Where the server refuses, its sentence is shown, and what the
 * page shows is asked for again: somebody else may have been faster.
 */
export function useChange<In, Out = void>({
  ask,
  touches,
  done,
}: Change<In, Out>): UseMutationResult<Out, Error, In> {
  const client = useQueryClient();
  return useMutation<Out, Error, In>({
    mutationFn: ask,
    onSuccess: (result, input) => {
      const text = done?.(result, input);
      if (text !== undefined) tell({ text, tone: "good" });
    },
    onError: (error) => tell({ text: error.message, tone: "bad" }),
    onSettled: async () => {
      await Promise.all(touches.map((name) => client.invalidateQueries({ queryKey: [name] })));
    },
  });
}
