/**
 * A cookie that says "somebody logged in here". The session itself is in httpOnly cookies that neither scripts nor
 * pages outside of /auth may see; without this hint every anonymous visit would have to ask for a session.
 */
export const hintCookie = 'matinee-signed-in';

const year = 365 * 24 * 3600;

export const setHint = () => {
  document.cookie = `${hintCookie}=1; Path=/; Max-Age=${year}; SameSite=Lax`;
};

export const clearHint = () => {
  document.cookie = `${hintCookie}=; Path=/; Max-Age=0; SameSite=Lax`;
};
