import type { ComponentChildren, ComponentProps } from 'preact';
import { Icon, type IconName } from './icon.tsx';

interface ButtonProps extends Omit<ComponentProps<'button'>, 'icon' | 'size' | 'label'> {
  /** `primary` for the one thing to do, `plain` for others, `quiet` without a frame. @default 'plain' */
  readonly look?: 'primary' | 'plain' | 'quiet' | undefined;
  readonly icon?: IconName | undefined;
  /** Whether only the icon is seen; the text is still read out. */
  readonly isIconOnly?: boolean | undefined;
  readonly isSmall?: boolean | undefined;
  readonly children: ComponentChildren;
}

/** A button with an icon, a text, or both. */
export function Button({ look = 'plain', icon, isIconOnly, isSmall, children, class: more, ...rest }: ButtonProps) {
  const names = ['button', `button-${look}`, isIconOnly && 'button-icon', isSmall && 'button-small', more];
  return (
    <button type="button" {...rest} class={names.filter(Boolean).join(' ')}>
      {icon && <Icon name={icon} size={isSmall ? 16 : 18} />}
      <span class={isIconOnly ? 'visually-hidden' : undefined}>{children}</span>
    </button>
  );
}
