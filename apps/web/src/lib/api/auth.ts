import { CodeSent, Me, Session, sessionHeader } from '@matinee/contracts';
import { z } from 'zod';
import type { Api } from './client.ts';

const cookieSession = { [sessionHeader]: 'cookie' };

export const getMe = (api: Api, signal?: AbortSignal) => api('/auth/me', { answer: Me, signal });

export const logIn = (api: Api, body: { email: string; password: string }) =>
  api('/auth/login', { method: 'POST', body, answer: Session, headers: cookieSession });

export const register = (api: Api, body: { email: string; password: string }) =>
  api('/auth/register', { method: 'POST', body, answer: CodeSent });

export const confirmRegister = (api: Api, body: { email: string; code: string }) =>
  api('/auth/confirm-register', { method: 'POST', body, answer: z.unknown() });

export const resendCode = (api: Api, body: { email: string }) =>
  api('/auth/resend-code', { method: 'POST', body, answer: CodeSent });

export const forgotPassword = (api: Api, body: { email: string }) =>
  api('/auth/forgot-password', { method: 'POST', body, answer: CodeSent });

export const resetPassword = (api: Api, body: { email: string; code: string; password: string }) =>
  api('/auth/reset-password', { method: 'POST', body, answer: z.unknown() });

/** Ends all other sessions; this browser gets new cookies. */
export const changePassword = (api: Api, body: { currentPassword: string; newPassword: string }) =>
  api('/auth/change-password', { method: 'POST', body, answer: Session, headers: cookieSession });

/** Ends the session of this browser. */
export const logOut = (api: Api) =>
  api('/auth/logout-here', { method: 'POST', body: {}, answer: z.unknown(), idempotent: true });

/** Ends every session of the person, on all devices. */
export const logOutEverywhere = (api: Api) =>
  api('/auth/logout', { method: 'POST', body: {}, answer: z.unknown(), idempotent: true });
