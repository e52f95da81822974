/** The console's own icons: 24 units, one line weight. Always beside or inside something that has a name. */
import type { Screen } from './address.ts';

const PATHS: Record<Screen | 'leave', string> = {
  live: 'M12 12h.01M8.5 15.500a5 5 0 0 1 0-7M15.500 8.500a5 5 0 0 1 0 7M5.500 18.500a9.200 9.200 0 0 1 0-13M18.500 5.500a9.200 9.200 0 0 1 0 13',
  review: 'M4 5.500h16v10.500H10l-4.500 4V16H4zM8.500 10.500l2.500 2.500 4.500-4.500',
  calls: 'M12 3.500a8.500 8.500 0 1 1-7.400 4.300M4 3.500v4.500h4.500M12 7.500V12l3 2',
  tasks:
    'M4 6.500l1.500 1.500L8 5M4 12.500l1.500 1.500L8 11M4 18.500l1.500 1.500L8 17M11.500 7H20M11.500 13H20M11.500 19H20',
  memory: 'M6 4h11a1 1 0 0 1 1 1v15H7a2 2 0 0 1-2-2V5a1 1 0 0 1 1-1zM5 18a2 2 0 0 1 2-2h11M9 8h5',
  tools:
    'M14.500 6.500a4 4 0 0 1 5-1l-3 3 .5 2 2 .5 3-3a4 4 0 0 1-5.500 5L9 20.500a2 2 0 0 1-3-3L13.500 11a4 4 0 0 1 1-4.500z',
  policy: 'M12 3.500v17M7.500 20.500h9M5 6.500h14M5 6.500 2.500 13a3 3 0 0 0 5 0zM19 6.500 16.500 13a3 3 0 0 0 5 0z',
  leave: 'M10 4H5v16h5M14.500 8.500 18 12l-3.500 3.500M18 12H9.500',
};

export function Icon({ of }: { of: keyof typeof PATHS }) {
  return (
    <svg
      className="icon"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.75"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[of]} />
    </svg>
  );
}
