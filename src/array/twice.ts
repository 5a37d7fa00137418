/** Whether something is in a list more than once. No set is made of the few leaves that most trees have. */
export function hasTwice(list: readonly unknown[]): boolean {
  if (list.length > 16) return new Set(list).size < list.length;
  for (let nth = 1; nth < list.length; nth += 1) {
    for (let before = 0; before < nth; before += 1) if (list[before] === list[nth]) return true;
  }
  return false;
}
