/** Where a command writes; `write` is given whole texts. */
export interface Output {
  write(text: string): void;
}
