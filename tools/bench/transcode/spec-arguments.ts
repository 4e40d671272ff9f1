/** What follows an option; undefined where it is missing. */
export const optionValue = (args: string[], option: string): string | undefined =>
  args.includes(option) ? args[args.indexOf(option) + 1] : undefined;
