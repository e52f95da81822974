/**
 * What stands on the page when a part of it cannot be drawn or fetched (the network is gone, or the server has a newer
 * build): a sentence and a way on, instead of an empty window.
 */
import { Component, type ReactNode } from 'react';
import './last-resort.css';

interface Props {
  title: string;
  advice: string;
  reload: string;
  children: ReactNode;
}

export class LastResort extends Component<Props, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError(): { broken: boolean } {
    return { broken: true };
  }

  override render(): ReactNode {
    const { title, advice, reload, children } = this.props;
    if (!this.state.broken) return children;
    return (
      <main className="last-resort" role="alert">
        <h1>{title}</h1>
        <p>{advice}</p>
        <button type="button" className="main-button button button-main" onClick={() => location.reload()}>
          {reload}
        </button>
      </main>
    );
  }
}
