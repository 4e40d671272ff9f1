import type { MetadataRoute } from 'next';
import { texts } from '@/texts.ts';

export default function manifest(): MetadataRoute.Manifest {
  return {
    name: texts.product,
    short_name: texts.product,
    description: texts.tagline,
    start_url: '/',
    display: 'standalone',
    background_color: '#121117',
    theme_color: '#121117',
    icons: [{ src: '/icon.svg', sizes: 'any', type: 'image/svg+xml' }],
  };
}
