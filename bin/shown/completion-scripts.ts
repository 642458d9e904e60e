import type { Argument, Command, Option } from 'commander';

/**
 * Scripts that complete the words of the command line, written from the definitions of the commands. They hold all words,
 * so that a TAB starts no process; where a path may stand they leave it to the shell. The libraries for this
 * (@bomb.sh/tab, @pnpm/tabtab, omelette) start Node.js at each TAB, and do not complete paths in bash.
 */
export const completionScripts = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;
export type Shell = keyof typeof completionScripts;

/** Where the function of the completion is added to a shell, by shell. */
export const completionSetups: Readonly<Record<Shell, string>> = {
  bash: 'source <(kindred completion bash)   # in ~/.bashrc',
  zsh: 'source <(kindred completion zsh)    # in ~/.zshrc, after compinit',
  fish: 'kindred completion fish > ~/.config/fish/completions/kindred.fish',
};

function takesValue({ required, optional }: Option): boolean {
  return required || optional;
}

/** `-k` and `--neighbours` of an option. */
function flagsOf({ short, long }: Option): string[] {
  return [short, long].filter((flag) => flag !== undefined);
}

function optionsOf(command: Command): Option[] {
  return [...command.createHelp().visibleOptions(command)];
}

/** The words that the arguments of a command may be; none for paths. */
function argumentChoices(command: Command): string[] {
  return command.registeredArguments.flatMap(({ argChoices }: Argument) => argChoices ?? []);
}

function namesOf(commands: readonly Command[]): string[] {
  return [...commands.map((command) => command.name()), 'help'];
}

/** The start of a description, without the characters that mean something in a script. */
function brief(text: string): string {
  const plain = text.replaceAll(/['"\\[\]:$`]/g, '').split(/[.;]/, 1)[0]!;
  return plain.length > 60 ? `${plain.slice(0, 59)}…` : plain;
}

function bashScript(commands: readonly Command[]): string {
  const reply = (words: readonly string[]): string => `COMPREPLY=($(compgen -W '${words.join(' ')}' -- "$word"))`;
  const values = commands.flatMap((command) =>
    optionsOf(command)
      .filter(takesValue)
      .map((option) => {
        const places = flagsOf(option).map((flag) => `'${command.name()} ${flag}'`);
        return `    ${places.join('|')}) ${option.argChoices ? `${reply(option.argChoices)}; ` : ''}return ;;`;
      }),
  );
  const words = commands.map((command) => {
    const flags = `[[ $word == -* ]] && ${reply(optionsOf(command).flatMap(flagsOf))}`;
    const choices = argumentChoices(command);
    return `    ${command.name()}) ${flags}${choices.length > 0 ? ` || ${reply(choices)}` : ''} ;;`;
  });
  return `# Completion of kindred for bash.
_kindred() {
  local word=\${COMP_WORDS[COMP_CWORD]}
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    ${reply([...namesOf(commands), '--help', '--version'])}
    return
  fi
  case "\${COMP_WORDS[1]} \${COMP_WORDS[COMP_CWORD - 1]}" in
${values.join('\n')}
  esac
  case "\${COMP_WORDS[1]}" in
${words.join('\n')}
    help) ${reply(namesOf(commands))} ;;
  esac
}
# Without a word of its own it completes a path.
complete -o default -F _kindred kindred
`;
}

function zshScript(commands: readonly Command[]): string {
  const specs = commands.map((command) => {
    const options = optionsOf(command).flatMap((option) => {
      const action = option.argChoices ? `(${option.argChoices.join(' ')})` : '_files';
      const value = takesValue(option) ? `:value:${action}` : '';
      return flagsOf(option).map((flag) => `'${flag}[${brief(option.description)}]${value}'`);
    });
    const choices = argumentChoices(command);
    const rest =
      command.registeredArguments.length === 0
        ? []
        : [`'*:argument:${choices.length > 0 ? `(${choices.join(' ')})` : '_files'}'`];
    return `    ${command.name()}) _arguments ${[...options, ...rest].join(' ')} ;;`;
  });
  const described = commands.map((command) => `'${command.name()}:${brief(command.description())}'`);
  return `#compdef kindred
# Completion of kindred for zsh.
_kindred() {
  local -a commands=(${[...described, "'help:show the help of a command'"].join(' ')})
  if ((CURRENT == 2)); then
    _describe command commands
    return
  fi
  local name=$words[2]
  shift words
  ((CURRENT -= 1))
  case $name in
${specs.join('\n')}
    help) _describe command commands ;;
  esac
}
if [[ $funcstack[1] == _kindred ]]; then _kindred "$@"; else compdef _kindred kindred; fi
`;
}

function fishScript(commands: readonly Command[]): string {
  const first = [
    ...commands.map((command) => [command.name(), brief(command.description())]),
    ['help', 'show the help of a command'],
  ];
  const names = first.map(([name, text]) => `complete -c kindred -n __fish_use_subcommand -f -a ${name} -d '${text}'`);
  const rest = commands.flatMap((command) => {
    const start = `complete -c kindred -n '__fish_seen_subcommand_from ${command.name()}'`;
    const options = optionsOf(command).map((option) => {
      const flags = flagsOf(option).map((flag) =>
        flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`,
      );
      const value = option.argChoices ? ` -x -a '${option.argChoices.join(' ')}'` : takesValue(option) ? ' -r' : '';
      return `${start} ${flags.join(' ')}${value} -d '${brief(option.description)}'`;
    });
    const choices = argumentChoices(command);
    return choices.length > 0 ? [...options, `${start} -f -a '${choices.join(' ')}'`] : options;
  });
  return `# Completion of kindred for fish.\n${[...names, ...rest].join('\n')}\n`;
}
