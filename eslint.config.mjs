import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import hooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';
import { boundaries, environmentAccess, restrictedImports } from './tools/lint/rules.mjs';

export default tseslint.config(
  {
    ignores: ['**/dist', '**/.next', '**/generated', '**/coverage', '**/next-env.d.ts', '**/test-results'],
  },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.{ts,tsx,mjs}'],
    plugins: { '@nx': nx, 'react-hooks': hooks },
    rules: {
      ...hooks.configs.recommended.rules,
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@nx/enforce-module-boundaries': ['error', boundaries],
    },
  },
  ...restrictedImports,
  environmentAccess,
  prettier,
);
