/** Reads a text from its beginning, one form after another: each looks at where the last one ended, so that none is read twice. */
export class Reader {
  /** Where it has come to. */
  at = 0;
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  get isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  /** What stands next, if it is of that form: a sticky one. */
  take(form: RegExp): string | undefined {
    form.lastIndex = this.at;
    const [found] = form.exec(this.text) ?? [];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  /** Whether that stands next; then it is passed. */
  passes(form: RegExp): boolean {
    return this.take(form) !== undefined;
  }
}
