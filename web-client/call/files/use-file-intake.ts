/** Files dragged onto the page and pictures pasted into it, while a call is open. Plain text goes on being pasted as text. */
import { useEffect, useRef, useState } from 'react';
import { words } from '../words.ts';

const hasFiles = (transfer: DataTransfer | null): boolean => transfer?.types.includes('Files') ?? false;

/** Resolves to whether something is being dragged over the page now. */
export function useFileIntake(onFiles: (files: readonly File[]) => void): boolean {
  const [dragging, setDragging] = useState(false);
  const pasted = useRef(0);
  useEffect(() => {
    const over = (event: DragEvent): void => {
      if (!hasFiles(event.dataTransfer)) return;
      /* Without this the browser would leave the call to show the file. */
      event.preventDefault();
      setDragging(true);
    };
    const leave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setDragging(false);
    };
    const drop = (event: DragEvent): void => {
      setDragging(false);
      if (!hasFiles(event.dataTransfer)) return;
      event.preventDefault();
      onFiles([...(event.dataTransfer?.files ?? [])]);
    };
    const paste = (event: ClipboardEvent): void => {
      const files = [...(event.clipboardData?.files ?? [])];
      /* Office programs put a picture of the text beside the text: whoever types wants the text. */
      const text = event.target instanceof HTMLTextAreaElement && event.clipboardData?.types.includes('text/plain');
      if (files.length === 0 || text) return;
      event.preventDefault();
      onFiles(files.map(named));
    };
    /* Every pasted picture is called image.png: a number tells them apart. */
    const named = (file: File): File => {
      if (!/^image\.\w+$/.test(file.name)) return file;
      pasted.current += 1;
      const name = words.files.pasted(pasted.current, file.name.split('.').at(-1) ?? 'png');
      return new File([file], name, { type: file.type });
    };
    window.addEventListener('dragover', over);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', drop);
    window.addEventListener('paste', paste);
    return () => {
      window.removeEventListener('dragover', over);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', drop);
      window.removeEventListener('paste', paste);
    };
  }, [onFiles]);
  return dragging;
}
