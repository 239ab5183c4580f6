export async function serve(options: unknown): Promise<void> {
  void options;
  throw new Error("The page is not there yet.");
}
