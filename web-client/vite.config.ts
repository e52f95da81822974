/** Builds the page into web-client/dist; in development it serves the page and hands /api to a running server. */
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const SERVER = 'http://127.0.0.1:8080';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    /* livekit-client alone is above vite's default warning; the page loads it only once a person wants to call. */
    chunkSizeWarningLimit: 700,
  },
  server: { host: '127.0.0.1', port: 5173, proxy: { '/api': { target: SERVER, changeOrigin: true } } },
});
