/** Starts the preview. React must know that it is in production before any module brings it in. */
process.env.NODE_ENV ??= "production";
void import("./program").then(({ main }) => main(process.argv.slice(2)));
