import { partPlan, type ErrorBody } from '@matinee/contracts';

type Details = NonNullable<ErrorBody['error']['details']>;
type Arrived = { partNumber: number; size: number };

/** Named in one answer; a client that misses more asks for the list of what is there. */
const maxDetails = 100;

/** Bytes that a part must have: all but the last are equal. Undefined when there is no such part. */
export function sizeOfPart(partNumber: number, size: number): number | undefined {
  const { partSize, partCount } = partPlan(size);
  if (!Number.isInteger(partNumber) || partNumber < 1 || partNumber > partCount) return undefined;
  return partNumber < partCount ? partSize : size - partSize * (partCount - 1);
}

/** The parts of a file, complete and right. */
export const allParts = (size: number): Arrived[] =>
  Array.from({ length: partPlan(size).partCount }, (_, index) => ({
    partNumber: index + 1,
    size: sizeOfPart(index + 1, size)!,
  }));

/** Compares what arrived with what was announced: parts that are wrong or unasked for, and parts that lack. */
export function checkParts(arrived: readonly Arrived[], size: number): { wrong: Details; missing: Details } {
  const numbers = new Set(arrived.map(({ partNumber }) => partNumber));
  const wrong = arrived
    .filter((part) => part.size !== sizeOfPart(part.partNumber, size))
    .map((part) => ({
      path: `parts/${part.partNumber}`,
      message: `${part.size} bytes arrived; there should be ${sizeOfPart(part.partNumber, size) ?? 'no such part'}.`,
    }));
  const missing = allParts(size)
    .filter(({ partNumber }) => !numbers.has(partNumber))
    .map(({ partNumber }) => ({ path: `parts/${partNumber}`, message: 'This part has not arrived.' }));
  return { wrong: wrong.slice(0, maxDetails), missing: missing.slice(0, maxDetails) };
}
