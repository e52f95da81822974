/** Puts the operator's console on the document. */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { LastResort } from '../frame/last-resort.tsx';
import { ConsoleApp } from './console-app.tsx';
import { words } from './words.ts';
import './styles/index.css';

const root = document.getElementById('root');
if (!root) throw new Error('The page has no element with the id "root" to be drawn in.');
createRoot(root).render(
  <StrictMode>
    <LastResort {...words.broken}>
      <ConsoleApp />
    </LastResort>
  </StrictMode>,
);
