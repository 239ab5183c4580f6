/** Before the tests of a project: in what the platform behaves otherwise there. */
process.env.PREVIEW_AS = globalThis.previewAs;
