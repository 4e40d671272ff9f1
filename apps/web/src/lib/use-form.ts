'use client';
import { useEffect, useRef, useState, type SubmitEvent } from 'react';
import type { ZodType } from 'zod';
import { fieldErrors, fieldErrorsOf } from './field-errors.ts';
import { ApiProblem, sentenceOf, type ProblemCode } from './api/problem.ts';

interface Options<T> {
  /** From the contracts; checked before anything is sent. */
  schema: ZodType<T>;
  send: (values: T) => Promise<void>;
  /** Problems that belong to one field, by code. */
  fieldOf?: Partial<Record<ProblemCode, string>>;
}

interface Wrong {
  fields: Readonly<Record<string, string>>;
  problem?: string;
}

const nothing: Wrong = { fields: {} };

/** What went wrong, sorted to the fields it belongs to. */
export function sortProblem(error: unknown, fieldOf: Partial<Record<string, string>> = {}): Wrong {
  const field = error instanceof ApiProblem ? fieldOf[error.code] : undefined;
  if (field) return { fields: { [field]: sentenceOf(error) } };
  return { fields: fieldErrorsOf(error), problem: sentenceOf(error) };
}

/** A form whose values stay in the page: checks, sends, shows messages at fields, moves the focus to the first. */
export function useForm<T>({ schema, send, fieldOf }: Options<T>) {
  const form = useRef<HTMLFormElement>(null);
  const [wrong, setWrong] = useState(nothing);
  const [busy, setBusy] = useState(false);

  useEffect(() => {
    if (Object.keys(wrong.fields).length > 0)
      form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus();
  }, [wrong]);

  async function submit(values: unknown) {
    const parsed = schema.safeParse(values);
    if (!parsed.success) return setWrong({ fields: fieldErrors(parsed.error) });
    setWrong(nothing);
    setBusy(true);
    try {
      await send(parsed.data);
    } catch (error) {
      setWrong(sortProblem(error, fieldOf));
    } finally {
      setBusy(false);
    }
  }

  return {
    busy,
    problem: wrong.problem,
    errors: wrong.fields,
    clear: () => form.current?.reset(),
    form: {
      ref: form,
      // Should a form be sent before scripts run, its values must not become part of the address.
      method: 'post' as const,
      noValidate: true,
      onSubmit: (event: SubmitEvent<HTMLFormElement>) => {
        event.preventDefault();
        if (!busy) void submit(Object.fromEntries(new FormData(event.currentTarget)));
      },
    },
  };
}
