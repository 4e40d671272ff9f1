import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SessionProvider } from '@/features/session/session-provider.tsx';
import { LoginForm } from './login-form.tsx';

const router = { push: vi.fn(), replace: vi.fn(), refresh: vi.fn() };
vi.mock('next/navigation', () => ({ useRouter: () => router }));

const answers: [status: number, body: unknown][] = [];
const network = vi.fn<typeof fetch>(async () => {
  const [status, body] = answers.shift() ?? [500, {}];
  return new Response(JSON.stringify(body), { status });
});
const refusal = (code: string, message: string) => ({ error: { code, message, requestId: 'r' } });
const me = { id: '11111111-1111-4111-8111-111111111111', email: 'ana@example.com' };

beforeEach(() => {
  vi.stubGlobal('fetch', network);
  answers.length = 0;
  render(
    <SessionProvider initial={null}>
      <LoginForm next="/upload" />
    </SessionProvider>,
  );
});
afterEach(() => {
  cleanup();
  vi.clearAllMocks();
});

const fill = (email: string, password: string) => {
  fireEvent.change(screen.getByLabelText('E-mail'), { target: { value: email } });
  fireEvent.change(screen.getByLabelText('Password'), { target: { value: password } });
  fireEvent.click(screen.getByRole('button', { name: 'Log in' }));
};

test('a wrong address is told at its field, which gets the focus, and nothing is sent', async () => {
  fill('not an address', 'secret');
  const message = await screen.findByText('This is not an e-mail address.');
  const field = screen.getByLabelText('E-mail');
  expect(field.getAttribute('aria-invalid')).toBe('true');
  expect(field.getAttribute('aria-describedby')).toContain(message.id);
  expect(document.activeElement).toBe(field);
  expect(network).not.toHaveBeenCalled();
});

test('a wrong password is told in words, and what was typed stays', async () => {
  answers.push([401, refusal('wrong_credentials', 'Wrong e-mail address or password.')]);
  fill('ana@example.com', 'wrong');
  expect((await screen.findByRole('alert')).textContent).toContain('Wrong e-mail address or password.');
  expect(screen.getByLabelText<HTMLInputElement>('E-mail').value).toBe('ana@example.com');
});

test('a login asks for cookies and leads to where it was needed', async () => {
  answers.push([200, { expiresIn: 900, tokenType: 'Bearer' }], [200, me]);
  fill('Ana@Example.com', 'a long enough phrase');
  await vi.waitFor(() => expect(router.replace).toHaveBeenCalledWith('/upload'));
  const [path, init] = network.mock.calls[0] ?? [];
  expect(path).toBe('/auth/login');
  expect(init?.headers).toMatchObject({ 'x-matinee-session': 'cookie' });
  expect(JSON.parse(String(init?.body))).toEqual({
    email: 'ana@example.com',
    password: 'a long enough phrase',
  });
});

test('an address that is not confirmed yet leads to the code', async () => {
  answers.push([403, refusal('account_unconfirmed', 'Confirm first.')]);
  fill('ana@example.com', 'a long enough phrase');
  await vi.waitFor(() =>
    expect(router.push).toHaveBeenCalledWith('/confirm?email=ana%40example.com&reason=unconfirmed'),
  );
});
