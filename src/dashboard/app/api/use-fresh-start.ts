import { useQueryClient } from "@tanstack/preact-query";
import { useEffect } from "preact/hooks";
import { tell } from "../ui/toasts.tsx";
import { ApiError } from "./problem.ts";

/**
 * Begins a list anew where the server no longer knows the place of its next page, as after an
 * upgrade. Only pages behind the first one have a place, so this ends.
 */
export function useFreshStart(key: readonly unknown[], error: Error | null): void {
  const client = useQueryClient();
  const lost = error instanceof ApiError && error.code === "cursor_invalid";
  useEffect(() => {
    if (!lost) return;
    tell({ text: "The list begins anew: Tattle no longer knew its place in it.", tone: "good" });
    void client.resetQueries({ queryKey: key, exact: true });
  }, [lost]);
}
