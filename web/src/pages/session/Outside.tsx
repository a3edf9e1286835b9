// The frame of every page shown before somebody is signed in.
import { Container, Paper, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { Brand } from '../../shell/Brand';

interface Frame {
  title: string;
  sub?: ReactNode;
  size?: number;
  children: ReactNode;
}

export function Outside({ title, sub, size = 420, children }: Frame) {
  useDocumentTitle(`${title} · Throughline`);
  return (
    <main className="outside">
      <Container size={size} px={0} w="100%">
        <Brand name="Throughline" />
        <Paper p={{ base: 'md', sm: 'xl' }} mt="lg">
          <Title order={1} mb={sub ? 4 : 'md'}>
            {title}
          </Title>
          {sub ? (
            <Text c="dimmed" size="sm" mb="lg" component="div">
              {sub}
            </Text>
          ) : null}
          {children}
        </Paper>
      </Container>
    </main>
  );
}
