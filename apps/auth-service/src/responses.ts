import { ErrorBody } from '@matinee/contracts';

/** Every route may answer with an error of the catalogue. */
export const errors = { '4xx': ErrorBody, '5xx': ErrorBody } as const;
